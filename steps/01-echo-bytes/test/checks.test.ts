// The checks that hold from this step on, over a real socket.
import { describeChecks } from '@barewire/checks/describe-checks'
import { createApp } from '#src/app.ts'

describeChecks(createApp)
