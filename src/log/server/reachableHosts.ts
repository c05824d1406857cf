import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import { limits } from '../../protocol/limits.ts';

/**
 * The addresses under which others reach what listens on an address of this machine: that address, or,
 * if it stands for all, every one that is not this machine's alone, IPv4 first.
 */
export function reachableHosts(
  bound: string,
  interfaces: ReturnType<typeof networkInterfaces> = networkInterfaces(),
): readonly string[] {
  if (bound !== '0.0.0.0' && bound !== '::') {
    return [bound];
  }
  const outward = Object.values(interfaces)
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, address }) => !internal && !isLinkLocal(address));
  const hosts = [
    ...of(outward, 'IPv4'),
    // What listens on `::` takes both.
    ...(bound === '::' ? of(outward, 'IPv6') : []),
  ];
  return hosts.length === 0 ? ['127.0.0.1'] : hosts.slice(0, limits.hosts);
}

function of(addresses: readonly NetworkInterfaceInfo[], family: 'IPv4' | 'IPv6'): string[] {
  return addresses.filter((one) => one.family === family).map(({ address }) => address);
}

/** Reaches only the same wire, and in IPv6 only with the name of an interface that guests do not have. */
function isLinkLocal(address: string): boolean {
  return address.startsWith('169.254.') || /^fe[89ab]/i.test(address);
}
