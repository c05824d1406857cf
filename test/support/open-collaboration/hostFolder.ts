/** What tells a guest's extension host which folder the host shares. */
export const hostFolderVariable = 'OPEN_COLLABORATION_FOLDER';
