package dev.perfusion.engine.linear;

/**
 * Indexed binary heap of pivot candidates: cheapest first, the lower index on a tie, so that the
 * order does not depend on the history of updates.
 */
final class PivotQueue {
  private final long[] cost;
  private final int[] heap;
  private final int[] slot;
  private int count;

  PivotQueue(long[] initialCost) {
    cost = initialCost.clone();
    count = cost.length;
    heap = new int[count];
    slot = new int[count];
    for (int i = 0; i < count; i++) {
      heap[i] = i;
      slot[i] = i;
    }
    for (int s = count / 2 - 1; s >= 0; s--) {
      sink(s);
    }
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** Number of candidates left. */
  int size() {
    return count;
  }

  /** Cost of the cheapest candidate. */
  long lowestCost() {
    return cost[heap[0]];
  }

  /** Removes and returns the cheapest candidate. */
  int poll() {
    int top = heap[0];
    int last = heap[--count];
    slot[top] = -1;
    if (count > 0) {
      place(0, last);
      sink(0);
    }
    return top;
  }

  void update(int candidate, long newCost) {
    long old = cost[candidate];
    cost[candidate] = newCost;
    if (newCost < old) {
      rise(slot[candidate]);
    } else if (newCost > old) {
      sink(slot[candidate]);
    }
  }

  private boolean before(int a, int b) {
    return cost[a] < cost[b] || cost[a] == cost[b] && a < b;
  }

  private void place(int s, int candidate) {
    heap[s] = candidate;
    slot[candidate] = s;
  }

  private void rise(int start) {
    int moving = heap[start];
    int s = start;
    while (s > 0 && before(moving, heap[(s - 1) / 2])) {
      place(s, heap[(s - 1) / 2]);
      s = (s - 1) / 2;
    }
    place(s, moving);
  }

  private void sink(int start) {
    int moving = heap[start];
    int s = start;
    while (2 * s + 1 < count) {
      int child = 2 * s + 1;
      if (child + 1 < count && before(heap[child + 1], heap[child])) {
        child++;
      }
      if (!before(heap[child], moving)) {
        break;
      }
      place(s, heap[child]);
      s = child;
    }
    place(s, moving);
  }
}
