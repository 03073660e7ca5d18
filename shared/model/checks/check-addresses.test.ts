import { describe, expect, it } from 'vitest';
import { reasonAgainst, testTable, type CheckRow } from './testing/check-table.ts';

const split = (text: string) => text.trim().split(/\s+/);

const IPV6 =
  split(`2001:0db8:85a3:0000:0000:8a2e:0370:7334 2001:0db8:85a3::8a2e:0370:7334 ::1 :: 2001::7334 ::ffff:192.0.2.128
  fe80:: 1:2:3:4:5:6:7:8 1:2:3:4:5:6::8 1::2:3:4:5:6:7 ::2:3:4:5:6:7:8 1:2:3:4:5:6:: 1:2:3:4:5:6:1.2.3.4 1::5:11.22.33.44
  1111:2222:3333:4444:5555:6666:7777:: ::2222:3333:4444:5555:6666:123.123.123.123 ::0:0:0:0:0:0:0`);
const NO_IPV6 =
  split(`::: 2001:0db8:85a3:1234:0000:0000:8a2e:0370:7334 2001:0db8:85a3:0:0:z:0370:7334 0db8:85a3:0370:7334
  :0db8:85a3:0000:0000:1234:8a2e:0370:7334 ::ffff:192.0.128 localhost 12345::6:7:8 1::5:256.2.3.4 ::1.2.3.900
  1.2.3.4 1.2.3.4::5555 123 1:2:3:4:5:6:7:8:9 2001:db8:85a3::8a2e:370k:7334 :`);

const TABLE: readonly CheckRow[] = [
  {
    meta: { 'check/ipaddr': 'ipv4' },
    accepted: ['192.168.0.1', '0.0.0.0', '255.255.255.255'],
    rejected: ['192.168.0.x', '300.168.1.1', '192.168.a.1', 'localhost', '', '::1', '1.2.3.4.5'],
    source: 'ipaddr/test_ipaddr.h',
  },
  {
    meta: { 'check/ipaddr': 'ipv4' },
    accepted: ['127.1', '0x7f.1', '1', '010.0.0.1', '1.2.3.4\nx'],
    rejected: ['256.1', '4294967296', '1.2.65536'],
    source: 'network/network.c: getaddrinfo takes what inet_aton takes; ipaddr/ipaddr.c: REG_NEWLINE',
  },
  { meta: { 'check/ipaddr': 'ipv6' }, accepted: IPV6, rejected: ['', ...NO_IPV6], source: 'ipaddr/test_ipaddr.h' },
  {
    meta: { 'check/ipaddr': 'ipv6' },
    accepted: ['fe80::1%eth0', '1:::3:4:5', 'FF01::101::2', ':0db8:85a3:0000:0000:8a2e:0370:7334'],
    rejected: ['1:2:3::4:5::7:8'],
    source: 'host: scopes; ipaddr/ipaddr.c: empty groups',
  },
  {
    meta: { 'check/ipaddr': '' },
    accepted: ['192.168.0.1', '::1', 'www.google.com', 'localhost'],
    rejected: ['', 'two words', '1:2:3'],
    source: 'host: network/network.c looks names up',
  },
  {
    meta: { 'check/port': '' },
    accepted: ['0', '80', '65535', ' 80', '+80', '', 'http', 'no-such-service'],
    rejected: ['-1', '65536', '99999999999999999999999999'],
    source: 'network/network.c: strtol; names are the host’s',
  },
  { meta: { 'check/port/listen': '' }, accepted: ['80'], rejected: ['70000'], source: 'network/network.c' },
  {
    meta: { 'check/macaddr': '' },
    accepted:
      split(`00:00:00:00:00:00 FF:FF:FF:FF:FF:FF aB:Cd:8f:f3:e5:d7 00-00-00-00-00-00 aB-Cd-8f-f3-e5-d7 000000-000000
      aBCd8f-f3e5d7 0 281474976710655`),
    rejected:
      split(`aB:Cd:8f:f3:e5:g7 aB:Cd:8f:f3:e5e:d7 aB:Cd:8f:f3:e5 aB-Cd-8f-f3-e5-g7 aBCd8f-f3e5g7 aBCd8f-f3e5ed7 aBCd8f-f3e5
      18446744073709551615 281474976710656 -1`).concat('', ' '),
    source: 'macaddr/testmod_macaddr.c',
  },
  {
    meta: { 'check/macaddr': '' },
    accepted: [' 5', '-18446744073709551615', 'x\n00:00:00:00:00:00'],
    rejected: ['18446744073709551616', '00:00:00-00:00:00'],
    source: 'macaddr/macaddr.c: strtoull, REG_NEWLINE',
  },
  { meta: { 'check/macaddr': '', origvalue: '00:00:00:00:00:00' }, accepted: ['x'], rejected: [], source: 'macaddr.c' },
  {
    meta: { 'check/email': '' },
    accepted:
      split(`simple@example.com very.common@example.com disposable.style.email.with+symbol@example.com x@example.com
      other.email-with-hyphen@example.com test/test@test.com admin@mailserver1 mailhost!username@example.org user-@example.org
      user%example.com@example.org #$%!^/&@elektra.io 1@23456789 1234567890123456789012345678901234567890123456789012345678901234+x@example.com`),
    rejected: split(`notAn@address- A@b@c@example.com just"not"right@example.com
      i_like_underscore@but_its_not_allowed_in_this_part.example.com QA[icon]CHOCOLATE[icon]@test.com hi@ elektra.@elektra.io
      elektra..k@elektra.io !#$%&'*(-/=?@elektra.io "hi@you"@elektra.io cow@[dead::beef] 是是@是是.是是`).concat(
      '" "@example.org',
      '',
    ),
    source: 'email/test_email.h',
  },
  {
    meta: { 'check/email': '' },
    accepted: [String.raw`a\b@example.com`, 'a.b.cd@x'],
    rejected: ['a.bc.d@x'],
    source: 'email/email.c: what its expression takes, to the letter',
  },
];

describe('addresses', () => {
  testTable(TABLE);

  it("are refused in libelektra's words", () => {
    expect(reasonAgainst('x', { 'check/ipaddr': 'ipv4' })).toBe(
      'semantic: Validation of key user:/app/key with value x failed',
    );
    expect(reasonAgainst('70000', { 'check/port': '' })).toBe(
      'semantic: Port 70000 on key user:/app/key was not within 0 - 65535',
    );
    expect(reasonAgainst('x', { 'check/macaddr': '' })).toContain(
      'syntactic: x is not in a supported format. Supported formats are:\nXX:XX:XX:XX:XX:XX',
    );
    expect(reasonAgainst('x', { 'check/email': '' })).toBe(
      'semantic: Value x of key user:/app/key was not a valid email',
    );
  });
});
