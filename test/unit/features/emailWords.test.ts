import assert from 'node:assert/strict';
import { missingEmailsText } from '../../../src/features/coAuthors/emailWords.ts';

describe('what is said of missing addresses', () => {
  it('names whose it is, and how they set it right', () => {
    assert.equal(
      missingEmailsText(['Grace']),
      "Grace has no e-mail address here; your commits can't name them as co-author until they fill in interpair.email in their settings.",
    );
    assert.match(
      missingEmailsText(['Grace', 'Joan']),
      /^Grace and Joan have no e-mail addresses here;/,
    );
  });
});
