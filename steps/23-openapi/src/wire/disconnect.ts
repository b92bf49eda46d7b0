// A client that has gone, and one that has only finished sending, look alike:
// each ends its side (FIN, RFC 9293 §3.6). What is written next tells them
// apart, since the one that has gone resets the connection. So a response that
// is ready is always sent, and only silence comes to an end.
import type { Socket } from 'node:net'

/** How long nothing may be sent to a client that has ended its side. */
export const SILENCE_MILLISECONDS = 2_000

/**
 * Calls `leave` when the client has gone: its connection closes, or it has
 * ended its side and there is nothing to send it. Returns what ends the watch.
 */
export function watchDisconnect(socket: Socket, leave: () => void): () => void {
  let timer: NodeJS.Timeout | undefined
  let sent = 0
  const look = (): void => {
    const { bytesWritten, writableLength } = socket
    const isSilent = writableLength === 0 && bytesWritten === sent
    sent = bytesWritten
    if (isSilent) leave()
    else timer = setTimeout(look, SILENCE_MILLISECONDS)
  }
  const end = (): void => {
    sent = socket.bytesWritten
    timer = setTimeout(look, SILENCE_MILLISECONDS)
  }
  const close = (): void => {
    clearTimeout(timer)
    leave()
  }
  socket.once('end', end)
  socket.once('close', close)
  return () => {
    clearTimeout(timer)
    socket.off('end', end).off('close', close)
  }
}
