/** What the session's service is called in Live Share. */
export const serviceName = 'session';
