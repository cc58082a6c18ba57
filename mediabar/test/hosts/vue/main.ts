import { createApp } from 'vue';
import Desktop from './Desktop.vue';

createApp(Desktop).mount('#root');
