package org.esscher.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.StringJoiner;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Shows how far work of more than two seconds is, how fast it goes and how long it will take: a bar
 * on a terminal, every five seconds a line of {@code name=value} elsewhere, nothing when the output
 * is for machines. For one thread at a time.
 */
final class Meter implements AutoCloseable {
  private static final double SHORT_SECONDS = 2;
  private static final double LINE_SECONDS = 5;
  private static final int PARTS = 1000;

  private final PrintWriter err;
  private final boolean quiet;
  private final String task;
  private final String unit;
  private final boolean terminal;
  private final LongSupplier nanos;
  private final long started;
  private double begunWith = Double.NaN;
  private double printed = SHORT_SECONDS - LINE_SECONDS;
  private @Nullable ProgressBar bar;

  /**
   * Begins to count time.
   *
   * @param err receives lines
   * @param quiet whether to show nothing
   * @param task what is done, in a word
   * @param unit what is counted, in the plural
   */
  Meter(PrintWriter err, boolean quiet, String task, String unit) {
    this(err, quiet, task, unit, Screen.isTerminal(), System::nanoTime);
  }

  Meter(
      PrintWriter err,
      boolean quiet,
      String task,
      String unit,
      boolean terminal,
      LongSupplier nanos) {
    this.err = err;
    this.quiet = quiet;
    this.task = task;
    this.unit = unit;
    this.terminal = terminal;
    this.nanos = nanos;
    this.started = nanos.getAsLong();
  }

  /**
   * Shows where the work is.
   *
   * @param fraction the part that is done, within [0, 1]; more counts as 1
   * @param count units that were done since the start
   * @param shown what else to show, by name
   */
  void at(double fraction, long count, Map<String, Double> shown) {
    double done = Math.min(1, fraction);
    double seconds = (nanos.getAsLong() - started) / 1e9;
    if (Double.isNaN(begunWith)) {
      // A resumed run begins where it stood; what it did before says nothing of its speed.
      begunWith = done;
    }
    if (quiet || seconds < SHORT_SECONDS) {
      return;
    }
    if (terminal) {
      draw(done, seconds, count, shown);
    } else if (seconds - printed >= LINE_SECONDS) {
      printed = seconds;
      err.println(line(done, seconds, count, shown));
    }
  }

  private void draw(double done, double seconds, long count, Map<String, Double> shown) {
    if (bar == null) {
      BarLine line = line();
      bar =
          new ProgressBarBuilder()
              .setInitialMax(PARTS)
              .setTaskName(task)
              .setRenderer(
                  (state, width) ->
                      line.of(
                          state.getTaskName(),
                          state.getNormalizedProgress(),
                          state.getExtraMessage(),
                          width))
              .build();
    }
    // What a narrow terminal cuts off is what matters least.
    StringJoiner message = new StringJoiner(", ");
    left(done, seconds).ifPresent(left -> message.add(duration(left) + " left"));
    shown.forEach((name, value) -> message.add(name + ' ' + digits(value)));
    message.add(digits(count / seconds) + ' ' + unit + "/s");
    bar.setExtraMessage(message.toString());
    bar.stepTo(Math.round(done * PARTS));
  }

  /** Color only where it is wanted (no-color.org), and signs that the terminal has. */
  private static BarLine line() {
    String noColor = System.getenv("NO_COLOR");
    if (!"UTF-8".equalsIgnoreCase(System.getProperty("sun.jnu.encoding"))) {
      return BarLine.ASCII;
    }
    return noColor == null || noColor.isEmpty() ? BarLine.COLORED : BarLine.BLOCKS;
  }

  private String line(double done, double seconds, long count, Map<String, Double> shown) {
    StringBuilder line = new StringBuilder("progress=").append(digits(done));
    line.append(' ').append(unit).append("_per_second=").append(digits(count / seconds));
    left(done, seconds).ifPresent(left -> line.append(" seconds_left=").append(Math.round(left)));
    shown.forEach((name, value) -> line.append(' ').append(name).append('=').append(value));
    return line.toString();
  }

  /** Seconds, if the rest goes as fast as what was done since the start. */
  private OptionalDouble left(double done, double seconds) {
    double gained = done - begunWith;
    return gained > 0 ? OptionalDouble.of(seconds * (1 - done) / gained) : OptionalDouble.empty();
  }

  private static String digits(double value) {
    return String.format(Locale.ROOT, "%.3g", value);
  }

  private static String duration(double seconds) {
    long whole = Math.round(seconds);
    return whole < 60
        ? whole + " s"
        : whole < 3600
            ? String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60)
            : String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole / 60 % 60);
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
