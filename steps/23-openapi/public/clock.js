// Shows each tick of /clock, and says when the connection is lost.
const time = document.querySelector('#time')
const events = new EventSource('/clock')

events.addEventListener('message', ({ data, lastEventId }) => {
  const clock = new Date(data).toLocaleTimeString()
  time.textContent = `${clock} (tick ${lastEventId})`
})
events.addEventListener('error', () => {
  time.textContent = 'connection lost, trying again …'
})
