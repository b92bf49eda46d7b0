#!/bin/sh
# A server for step 1 and no further: socat listens, and cat is the echo.
exec socat "TCP-LISTEN:$PORT,bind=127.0.0.1,reuseaddr,fork,backlog=512" EXEC:cat
