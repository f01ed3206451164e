/**
 * Cuts passwords out of text that quotes a connection string, as drivers like to do in their
 * messages: `postgres://user:password@host`, `user:password@tcp(host)/db`, `password=…`.
 */
export function hideCredentials(text: string): string {
  if (!text.includes('@') && !text.includes('=')) return text;
  return text
    .replaceAll(/(:\/\/[^\s:/@]*):[^\s/]*@/g, '$1:***@')
    .replaceAll(/(^|[\s"'])([^\s:/@"']+):[^\s"']*@(tcp|unix)\(/g, '$1$2:***@$3(')
    .replaceAll(/\b(password|passwd|pwd)=("[^"]*"|'[^']*'|[^\s;&"']+)/gi, '$1=***');
}
