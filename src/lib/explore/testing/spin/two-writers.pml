/* Two shells take memory32 offline, one online, all through memory32/state (spec 02 sections 2 to 4): a writer tries for
   device_hotplug_lock and starts over when it is busy; the state file turns "was there already" into -EINVAL. */
#define EINVAL 22
byte online = 1, lock = 0, done = 0;
short r[3];

proctype writer(byte me; byte wanted) {
  do
  :: atomic { lock == 0 -> lock = me + 1; break }   /* trylock, retried */
  od;
  if
  :: online == wanted -> r[me] = -EINVAL
  :: else -> online = wanted; r[me] = 0
  fi;
  lock = 0;
  done++
}

init {
  atomic { run writer(0, 0); run writer(1, 0); run writer(2, 1) }
  done == 3;
  c_code { printf("OUT %d %d %d %d\n", now.r[0], now.r[1], now.r[2], now.online); }
}
