import { disableAutoUnmount } from '@vue/test-utils';

// The files of tests share processes, in which each says for itself that it unmounts, and may say so only once.
disableAutoUnmount();
