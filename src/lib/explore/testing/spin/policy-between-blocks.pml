/* 6.12 reads the default online type once to see whether to online at all, then again for every block of an add (spec 02
   section 9.4), while a shell changes it without any lock. Three blocks; 3 online_movable, 2 online_kernel. */
byte policy = 3, done = 0;
byte zone[3];   /* 0 offline, 1 Movable, 2 Normal */

proctype driver() {
  byte b = 0, t;
  if
  :: policy == 0 -> skip
  :: else ->
    do
    :: b < 3 ->
      t = policy;
      zone[b] = (t == 3 -> 1 : 2);
      b++
    :: else -> break
    od
  fi;
  done++
}

proctype shell() { policy = 2; policy = 3; policy = 2; done++ }

init {
  atomic { run driver(); run shell() }
  done == 2;
  c_code { printf("OUT %d %d %d\n", now.zone[0], now.zone[1], now.zone[2]); }
}
