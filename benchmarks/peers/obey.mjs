// Tells the bench where this server listens, and answers its words.
import { createInterface } from 'node:readline';

export function obey(port) {
  console.log(`listening ${port}`);
  createInterface({ input: process.stdin }).on('line', (words) => console.log(words === 'heap' ? process.memoryUsage().heapUsed : '?'));
}
