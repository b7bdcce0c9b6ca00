/* The same with a reference to a page that is in use already (GUP): isolation does not keep it away, only when the last
   page has left the block is there none to be had (spec 02 section 11.3). */
#define EINTR 4
#define ENXIO 6
#define ENOENT 2
#define EBUSY 16
byte online = 1, gone = 0, pinned = 0, signal = 0, underway = 1, done = 0;
short offlined = 0, pin = 0, unpin = 0;

proctype writer() {
  do
  :: atomic { signal == 1 -> offlined = -EINTR; break }
  :: atomic { signal == 0 -> skip };
     if
     :: atomic { pinned == 0 -> gone = 1; break }
     :: atomic { pinned == 1 -> skip }
     fi
  od;
  atomic { gone = 0; if :: offlined == 0 -> online = 0 :: else -> skip fi };
  atomic { signal = 0; underway = 0; done++ }
}

proctype agent() {
  atomic {
    if
    :: online == 0 -> pin = -ENXIO
    :: online == 1 && gone == 1 -> pin = -EBUSY
    :: online == 1 && gone == 0 -> pinned = 1
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
