/* A server for step 2 and no further, in C: a thread for each client, and the
   same response for whatever it sends. cc -pthread step-02.c */
#include <arpa/inet.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static const char RESPONSE[] =
    "HTTP/1.0 200 OK\r\n"
    "Content-Type: application/json\r\n"
    "Content-Length: 52\r\n"
    "\r\n"
    "{\"message\": \"Hello bro, this is your HTTP response\"}";

static void *serve(void *argument) {
  int client = (int)(intptr_t)argument;
  char bytes[4096];
  if (read(client, bytes, sizeof bytes) > 0)
    (void)!write(client, RESPONSE, sizeof RESPONSE - 1);
  shutdown(client, SHUT_WR);
  /* What still comes has to be read, or a reset would overtake the answer. */
  while (read(client, bytes, sizeof bytes) > 0)
    continue;
  close(client);
  return NULL;
}

int main(void) {
  const char *port = getenv("PORT");
  struct sockaddr_in address = {.sin_family = AF_INET};
  address.sin_port = htons((uint16_t)atoi(port ? port : "8000"));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  signal(SIGPIPE, SIG_IGN);
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  int yes = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0)
    return 1;
  if (listen(listener, 512) != 0)
    return 1;
  for (;;) {
    int client = accept(listener, NULL, NULL);
    pthread_t thread;
    if (client < 0)
      continue;
    if (pthread_create(&thread, NULL, serve, (void *)(intptr_t)client) != 0)
      close(client);
    else
      pthread_detach(thread);
  }
}
