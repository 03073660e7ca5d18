import { startOurElektrad } from '../our-elektrad-http.ts';
import { sayAtOnce } from '../say-at-once.ts';

/** Our elektrad as a process, to be traced. It says where it listens and its process id. Argument: the directory of its store. */
const { url } = await startOurElektrad(process.argv[2] ?? '');
sayAtOnce(`${url} ${process.pid}`);
