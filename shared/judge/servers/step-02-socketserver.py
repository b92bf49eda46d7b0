# The fixed response, a thread for each client. Its listen queue holds five
# clients, which is Python's default.
import os
import socket
import socketserver

CONTENT = b'{"message": "Hello bro, this is your HTTP response"}'
HEAD = (
    b"HTTP/1.0 200 OK\r\n"
    b"Content-Type: application/json\r\n"
    b"Content-Length: %d\r\n\r\n" % len(CONTENT)
)


class Fixed(socketserver.BaseRequestHandler):
    def handle(self):
        if not self.request.recv(65536):
            return
        self.request.sendall(HEAD + CONTENT)
        # Closing over unread bytes would be a reset, which can overtake them.
        self.request.shutdown(socket.SHUT_WR)
        while self.request.recv(65536):
            pass


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True


Server(("127.0.0.1", int(os.environ["PORT"])), Fixed).serve_forever()
