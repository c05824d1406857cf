export const serviceName = 'session';
