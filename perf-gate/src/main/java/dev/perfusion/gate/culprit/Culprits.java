package dev.perfusion.gate.culprit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The methods of a path that became slower, the most suspicious first.
 *
 * <p>Shares mislead: a method that got slower shrinks the share of all others. What is compared is
 * CPU time per call of the path: samples of a method over all samples, times the CPU time of the
 * process, over the calls. Each burst of the head is set against the burst of the base of the same
 * rank in time, so that the scatter of these differences tells what is noise.
 *
 * @param path key
 * @param engine how samples were taken
 * @param baseSamples of all bursts
 * @param headSamples of all bursts
 * @param baseNanos CPU time per call, all threads of the process
 * @param headNanos the same of the head
 * @param frames slower methods, at most {@value #SHOWN}
 */
public record Culprits(
    String path,
    String engine,
    long baseSamples,
    long headSamples,
    double baseNanos,
    double headNanos,
    List<MovedFrame> frames) {
  private static final int SHOWN = 10;

  /** What the samples of one side say about one method, one number per burst. */
  private static final class Side {
    private final double[] nanos;
    private long self;
    private long inclusive;

    Side(int bursts) {
      nanos = new double[bursts];
    }
  }

  /** All methods of one side. */
  private static final class Tally {
    private final Map<String, Side> methods = new TreeMap<>();
    private final int bursts;
    private long samples;
    private double nanos;

    Tally(List<ProfileBurst> profile, int bursts, CodeOwner owner) {
      this.bursts = bursts;
      for (int i = 0; i < bursts; i++) {
        add(i, profile.get(i), owner);
      }
    }

    private void add(int burst, ProfileBurst profile, CodeOwner owner) {
      Stacks stacks = Stacks.decode(profile.stacks());
      long all = stacks.samples();
      samples += all;
      double perCall = profile.cpuNanos() / (double) profile.operations();
      nanos += perCall / bursts;
      for (Map.Entry<String, Long> stack : stacks.counts().entrySet()) {
        long count = stack.getValue();
        String[] frames = stack.getKey().split(";");
        of(owner.of(frames)).nanos[burst] += perCall * count / all;
        of(FrameNames.method(frames[frames.length - 1])).self += count;
        Set<String> once = new HashSet<>();
        for (String frame : frames) {
          String method = FrameNames.method(frame);
          if (once.add(method)) {
            of(method).inclusive += count;
          }
        }
      }
    }

    private Side of(String method) {
      return methods.computeIfAbsent(method, m -> new Side(bursts));
    }

    private double percent(long count) {
      return samples == 0 ? 0 : 100.0 * count / samples;
    }
  }

  /**
   * Ranks the methods of a path.
   *
   * @param own packages of the product; empty: everything outside the JDK
   */
  public static Culprits of(PathProfile profile, List<String> own) {
    List<ProfileBurst> before = profile.of("base");
    List<ProfileBurst> after = profile.of("head");
    int bursts = Math.min(before.size(), after.size());
    CodeOwner owner = CodeOwner.of(own);
    Tally base = new Tally(before, bursts, owner);
    Tally head = new Tally(after, bursts, owner);
    List<MovedFrame> frames = new ArrayList<>();
    Set<String> names = new TreeSet<>(base.methods.keySet());
    names.addAll(head.methods.keySet());
    names.remove(CodeOwner.COMPILER);
    for (String method : names) {
      frames.add(moved(method, base, head));
    }
    frames.removeIf(frame -> frame.movedNanos() <= 0);
    frames.sort(
        Comparator.comparingDouble(MovedFrame::certain)
            .reversed()
            .thenComparing(MovedFrame::method));
    return new Culprits(
        profile.path(),
        profile.engine(),
        base.samples,
        head.samples,
        base.nanos,
        head.nanos,
        List.copyOf(frames.subList(0, Math.min(SHOWN, frames.size()))));
  }

  private static MovedFrame moved(String method, Tally before, Tally after) {
    Side base = before.methods.getOrDefault(method, new Side(before.bursts));
    Side head = after.methods.getOrDefault(method, new Side(after.bursts));
    int n = before.bursts;
    double baseMean = mean(base.nanos);
    double headMean = mean(head.nanos);
    double moved = headMean - baseMean;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double off = head.nanos[i] - base.nanos[i] - moved;
      squares += off * off;
    }
    double noise = n < 2 ? 0 : StrictMath.sqrt(squares / (n - 1) / n);
    return new MovedFrame(
        method,
        baseMean,
        headMean,
        moved,
        noise,
        before.percent(base.self),
        after.percent(head.self),
        before.percent(base.inclusive),
        after.percent(head.inclusive));
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return values.length == 0 ? 0 : sum / values.length;
  }

  /**
   * Where a method stands.
   *
   * @param method {@code binary class name#method}, with or without a descriptor
   * @return 1 for the first; 0 when it is not among those shown
   */
  public int rankOf(String method) {
    String frame = FrameNames.of(method);
    for (int i = 0; i < frames.size(); i++) {
      if (frames.get(i).method().equals(frame)) {
        return i + 1;
      }
    }
    return 0;
  }
}
