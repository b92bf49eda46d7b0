# Echoes bytes, a thread for each client, with the module that Python has for
# it. Its listen queue holds five clients, which is Python's default.
import os
import socketserver


class Echo(socketserver.BaseRequestHandler):
    def handle(self):
        while data := self.request.recv(65536):
            self.request.sendall(data)


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True


Server(("127.0.0.1", int(os.environ["PORT"])), Echo).serve_forever()
