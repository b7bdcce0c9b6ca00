/* Offlining memory32 in ZONE_MOVABLE while somebody allocates a kernel page in it, sends a signal, and frees the page
   (spec 02 section 11.2): the loop looks for a signal, then for a page that cannot leave, and only these end it. Nobody
   can allocate in an isolated block. */
#define EINTR 4
#define ENXIO 6
#define ENOENT 2
#define EBUSY 16
byte online = 1, isolated = 0, pinned = 0, signal = 0, underway = 1, done = 0;
short offlined = 0, pin = 0, unpin = 0;

proctype writer() {
  isolated = 1;
  do
  :: atomic { signal == 1 -> offlined = -EINTR; break }
  :: atomic { signal == 0 -> skip };
     if
     :: atomic { pinned == 0 -> break }
     :: atomic { pinned == 1 -> skip }
     fi
  od;
  atomic { isolated = 0; if :: offlined == 0 -> online = 0 :: else -> skip fi };
  atomic { signal = 0; underway = 0; done++ }
}

proctype agent() {
  atomic {
    if
    :: online == 0 -> pin = -ENXIO
    :: online == 1 && isolated == 1 -> pin = -EBUSY
    :: online == 1 && isolated == 0 -> pinned = 1
    fi
  };
  atomic { if :: underway == 1 -> signal = 1 :: else -> skip fi };
  atomic { if :: pinned == 1 -> pinned = 0 :: else -> unpin = -ENOENT fi };
  done++
}

init {
  atomic { run writer(); run agent() }
  done == 2;
  c_code { printf("OUT %d %d %d %d\n", now.offlined, now.pin, now.unpin, now.online); }
}
