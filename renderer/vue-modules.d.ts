/** For the linter only, which does not read components: vue-tsc and Vite take the component itself. */
declare module '*.vue' {
  import type { DefineComponent } from 'vue';

  const component: DefineComponent;
  export default component;
}
