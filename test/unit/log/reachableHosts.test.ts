import assert from 'node:assert/strict';
import type { NetworkInterfaceInfo } from 'node:os';
import { reachableHosts } from '../../../src/log/server/reachableHosts.ts';

function ipv4(address: string, internal = false): NetworkInterfaceInfo {
  const rest = { netmask: '255.255.255.0', mac: '02:00:00:00:00:01', cidr: null };
  return { ...rest, address, internal, family: 'IPv4' };
}

function ipv6(address: string, internal = false): NetworkInterfaceInfo {
  const rest = { netmask: 'ffff:ffff::', mac: '02:00:00:00:00:01', cidr: null, scopeid: 0 };
  return { ...rest, address, internal, family: 'IPv6' };
}

const interfaces = {
  lo: [ipv4('127.0.0.1', true), ipv6('::1', true)],
  wlan0: [ipv6('fe80::1'), ipv6('2001:db8::5'), ipv4('192.168.1.5')],
  usb0: [ipv4('169.254.3.4'), ipv6('febf::1')],
  vpn0: [ipv4('10.8.0.2')],
};

describe('the addresses under which a host is reached', () => {
  it('are the one that it listens on', () => {
    assert.deepEqual(reachableHosts('10.8.0.2', interfaces), ['10.8.0.2']);
    assert.deepEqual(reachableHosts('127.0.0.1', interfaces), ['127.0.0.1']);
  });

  it('are those of IPv4 where it listens on all of them', () => {
    assert.deepEqual(reachableHosts('0.0.0.0', interfaces), ['192.168.1.5', '10.8.0.2']);
  });

  it('are all where it listens on all, IPv4 first, without what only the same wire knows', () => {
    assert.deepEqual(reachableHosts('::', interfaces), ['192.168.1.5', '10.8.0.2', '2001:db8::5']);
  });

  it('are this machine alone while it is in no network', () => {
    assert.deepEqual(reachableHosts('0.0.0.0', { lo: interfaces.lo }), ['127.0.0.1']);
  });

  it('are no more than an invite takes', () => {
    const many = Array.from({ length: 20 }, (_, index) => ipv4(`10.0.${index}.1`));
    assert.equal(reachableHosts('0.0.0.0', { many }).length, 8);
  });

  it('are those of this machine, unless told otherwise', () => {
    assert.ok(reachableHosts('::').length > 0);
  });
});
