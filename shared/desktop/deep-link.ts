import { ClusterId } from '../model/cluster.ts';
import { InstanceId } from '../model/instance.ts';
import { tryParseKeyName } from '../model/key-name.ts';

/** Links of this scheme open the application at the addresses that the interface has in a browser. */
export const DEEP_LINK_SCHEME = 'elektra-web';

/** Longer than every link to a key whose name Elektra could store and an operating system hands over. */
const MAX_LENGTH = 8192;

const TABS = {
  instances: ['', 'about'],
  clusters: ['', 'members', 'drift', 'rollouts'],
} as const;

/**
 * The address of the interface that a link of the system names, or null. Such links come from anywhere, so only addresses that the interface knows are
 * made of them, and each is put together anew from parts that were checked.
 * @param link for example `elektra-web://instances/web-1?key=user%3A%2Fhosts`
 * @returns for example `/instances/web-1?key=user%3A%2Fhosts`
 */
export function addressOfDeepLink(link: string): string | null {
  if (link.length > MAX_LENGTH || !URL.canParse(link)) return null;
  const url = new URL(link);
  const plain = url.username === '' && url.password === '' && url.port === '' && url.hash === '';
  if (url.protocol !== `${DEEP_LINK_SCHEME}:` || !plain) return null;
  const [place = '', id, tab, ...more] = `${url.host}${url.pathname}`.split('/').filter((part) => part !== '');
  if (more.length > 0) return null;
  return addressOf(place, id, tab, url.searchParams);
}

/** The link that opens an address of the interface in the application. */
export function deepLinkOf(address: string): string {
  return `${DEEP_LINK_SCHEME}://${address.replace(/^\//, '')}`;
}

function addressOf(place: string, id: string | undefined, tab: string | undefined, query: URLSearchParams) {
  if (place === '' || (place === 'preferences' && id === undefined)) return query.size === 0 ? `/${place}` : null;
  if (place === 'rollouts') return isNumber(id) && tab === undefined && query.size === 0 ? `/rollouts/${id}` : null;
  if (place !== 'instances' && place !== 'clusters') return null;
  const isId = (place === 'instances' ? InstanceId : ClusterId).safeParse(id).success;
  const tabs: readonly string[] = TABS[place];
  if (!isId || (tab !== undefined && !tabs.includes(tab))) return null;
  const key = keyOf(query);
  if (key === null || (key !== '' && tab !== undefined)) return null;
  return `/${place}/${id}${tab === undefined ? '' : `/${tab}`}${key === '' ? '' : `?key=${encodeURIComponent(key)}`}`;
}

/** '': none; null: something else than the name of one key. */
function keyOf(query: URLSearchParams): string | null {
  if (query.size === 0) return '';
  const key = query.get('key');
  if (key === null || query.size > 1) return null;
  const parsed = tryParseKeyName(key);
  return parsed.ok ? parsed.name : null;
}

function isNumber(text: string | undefined): boolean {
  return text !== undefined && /^[0-9]{1,15}$/.test(text);
}
