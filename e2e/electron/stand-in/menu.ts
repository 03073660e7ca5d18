import { EventEmitter } from 'node:events';
import { BrowserWindow } from './browser-window.ts';
import { nothing, onlyKnown } from './only-known.ts';
import { parent } from './parent.ts';

interface Template {
  readonly label?: string;
  readonly type?: string;
  readonly role?: string;
  readonly enabled?: boolean;
  readonly visible?: boolean;
  readonly checked?: boolean;
  readonly accelerator?: string;
  readonly id?: string;
  readonly submenu?: readonly Template[] | Menu;
  click?(item: MenuItem, window: BrowserWindow | null, event: object): void;
}

export class MenuItem {
  /** What Electron does by itself when an item with a role is chosen. */
  static readonly acts = new Map<string, () => void>();
  enabled: boolean;
  visible: boolean;
  checked: boolean;
  label: string;
  readonly id: string | undefined;
  readonly type: string;
  readonly role: string | undefined;
  readonly accelerator: string | undefined;
  readonly submenu: Menu | null;
  readonly click: () => void;

  constructor(template: Template) {
    const { label = template.role ?? '', enabled = true, visible = true, checked = false, submenu } = template;
    this.label = label;
    this.enabled = enabled;
    this.visible = visible;
    this.checked = checked;
    this.id = template.id;
    this.type = template.type ?? (submenu === undefined ? 'normal' : 'submenu');
    this.role = template.role;
    this.accelerator = template.accelerator;
    if (submenu === undefined) this.submenu = null;
    else this.submenu = submenu instanceof Menu ? submenu : Menu.buildFromTemplate(submenu);
    this.click = () => {
      if (template.click === undefined) MenuItem.acts.get(template.role ?? '')?.();
      else template.click(this, BrowserWindow.getFocusedWindow(), {});
    };
  }
}

export class Menu extends EventEmitter {
  private static application: Menu | null = null;
  readonly items: MenuItem[] = [];
  readonly popup = nothing;
  readonly closePopup = nothing;

  static buildFromTemplate(template: readonly Template[]): Menu {
    const menu = new Menu();
    template.forEach((each) => menu.append(each instanceof MenuItem ? each : new MenuItem(each)));
    return menu;
  }

  static setApplicationMenu(menu: Menu | null): void {
    Menu.application = menu;
  }

  static getApplicationMenu(): Menu | null {
    return Menu.application;
  }

  static setTray(menu: Menu | null): void {
    trayMenu = menu;
  }

  append(item: MenuItem): void {
    this.items.push(item);
  }

  getMenuItemById(id: string): MenuItem | null {
    return this.all().find((item) => item.id === id) ?? null;
  }

  private all(): readonly MenuItem[] {
    return this.items.flatMap((item) => [item, ...(item.submenu?.all() ?? [])]);
  }
}

let trayMenu: Menu | null = null;

type Described = { readonly label: string; readonly enabled: boolean; readonly items: readonly unknown[] };

function describe(menu: Menu | null): readonly Described[] {
  return (menu?.items ?? [])
    .filter(({ visible }) => visible)
    .map(({ label, type, role, accelerator, enabled, checked, submenu }) => ({
      ...{ label, type, role, accelerator, enabled, checked },
      items: describe(submenu),
    }));
}

function choose(menu: Menu | null, [first = '', ...rest]: readonly string[]): void {
  const item = menu?.items.find(({ label, visible }) => label === first && visible);
  if (item === undefined || !item.enabled) {
    throw new Error(`There is no "${first}" to choose: ${JSON.stringify(describe(menu))}`);
  }
  if (rest.length > 0) choose(item.submenu, rest);
  else item.click();
}

const menuOf = (place: 'menu' | 'tray'): Menu | null => (place === 'menu' ? Menu.getApplicationMenu() : trayMenu);

parent.on('menu', (place: 'menu' | 'tray') => describe(menuOf(place)));
parent.on('choose', ({ place, path }: { readonly place: 'menu' | 'tray'; readonly path: readonly string[] }) =>
  choose(menuOf(place), path),
);

export class Tray extends EventEmitter {
  private toolTip = '';
  readonly setPressedImage = nothing;
  readonly setIgnoreDoubleClickEvents = nothing;
  readonly setTitle = nothing;
  readonly popUpContextMenu = nothing;
  private destroyed = false;

  constructor(image: unknown) {
    super();
    this.setImage(image);
    parent.on('tray', () => (this.destroyed ? null : { toolTip: this.toolTip }));
    parent.on('tray-click', () => void this.emit('click', {}));
    return onlyKnown('Tray', this);
  }

  setImage(image: unknown): void {
    parent.tell('tray-image', String(Reflect.get(Object(image), 'path') ?? image));
  }

  setToolTip(text: string): void {
    this.toolTip = text;
  }

  setContextMenu(menu: Menu | null): void {
    Menu.setTray(menu);
  }

  isDestroyed(): boolean {
    return this.destroyed;
  }

  destroy(): void {
    this.destroyed = true;
    Menu.setTray(null);
  }
}
