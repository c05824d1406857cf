import type * as vsls from 'vsls';

/** `vsls.Role`, of which only the type is taken. */
export const roles = { none: 0, host: 1, guest: 2 } as const satisfies Record<string, vsls.Role>;
