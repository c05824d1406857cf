import assert from 'node:assert/strict';
import { panelHtml } from '../../../src/features/questions/panelHtml.ts';

const page = {
  scriptUri: 'https://host.test/questions.js?a=1&b=2',
  nonce: 'bm9uY2U=',
  language: 'en',
};

describe("the question panel's document", () => {
  it('lets its own script run and nothing else load', () => {
    const html = panelHtml(page);
    const [, policy] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html) ?? [];
    assert.equal(policy, "default-src 'none'; script-src 'nonce-bm9uY2U=';");
    assert.equal(html.match(/<script/g)?.length, 1);
    assert.match(
      html,
      /<script nonce="bm9uY2U=" src="https:\/\/host\.test\/questions\.js\?a=1&amp;b=2">/,
    );
  });

  it('has no handlers, styles or links in its markup', () => {
    assert.doesNotMatch(panelHtml(page), /\son\w+=|<style|style=|<link|<a /);
  });

  it('keeps every value inside its attribute', () => {
    const hostile = `"><script>alert(1)</script>'&`;
    const html = panelHtml({ scriptUri: hostile, nonce: hostile, language: hostile });
    assert.equal(html.match(/<script/g)?.length, 1);
    assert.doesNotMatch(html, /alert\(1\)<\/script>/);
  });
});
