import { createApp } from 'vue';
import '../../../styles/index.css';
import { createComponentI18n } from '../component-i18n.ts';
import GalleryPage from './GalleryPage.vue';

const asked = new URLSearchParams(location.search);
const theme = asked.get('theme');
if (theme) {
  document.documentElement.dataset['theme'] = theme;
}

createApp(GalleryPage, { view: asked.get('view') ?? 'reference' })
  .use(createComponentI18n(asked.get('lang') === 'de' ? 'de' : 'en'))
  .mount('#gallery');
