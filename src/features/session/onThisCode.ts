import { isHere } from '../../platform/sharing/guest/arrivalChoice.ts';
import { addressText, type ServerAddress } from '../../protocol/serverAddress.ts';

/** Where a session is that is announced with code: what leads beyond this computer says so. */
export function onThisCode(address: ServerAddress): string {
  return isHere(address) ? 'on this code' : `on this code, at ${addressText(address)}`;
}
