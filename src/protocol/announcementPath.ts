/** Where the announcement of a session lies in a workspace folder, with forward slashes. */
export const announcementPath = '.interpair/live.json';
