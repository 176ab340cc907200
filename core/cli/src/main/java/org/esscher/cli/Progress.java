package org.esscher.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.esscher.runtime.RunListener;
import org.jspecify.annotations.Nullable;

/**
 * Shows how far a run of more than two seconds is, how fast it goes, how long it will take, and how
 * its loss and its divergence stand: a bar on a terminal, every five seconds a line of {@code
 * name=value} elsewhere, nothing when the output is for machines. Stops the run when the process is
 * asked to end.
 */
final class Progress implements RunListener, AutoCloseable {
  private static final double SHORT_SECONDS = 2;
  private static final double LINE_SECONDS = 5;
  private static final int PARTS = 1000;

  private final PrintWriter err;
  private final StopSignal stop;
  private final boolean quiet;
  private final boolean terminal;
  private final LongSupplier nanos;
  private final LiveMetrics live = new LiveMetrics();
  private final long started;
  private double begunWith = Double.NaN;
  private double printed = SHORT_SECONDS - LINE_SECONDS;
  private long steps;
  private @Nullable ProgressBar bar;

  /**
   * Begins to watch.
   *
   * @param err receives lines
   * @param quiet whether to show nothing
   * @param stop asked whether to stop
   */
  Progress(PrintWriter err, boolean quiet, StopSignal stop) {
    this(err, quiet, stop, Screen.isTerminal(), System::nanoTime);
  }

  Progress(PrintWriter err, boolean quiet, StopSignal stop, boolean terminal, LongSupplier nanos) {
    this.err = err;
    this.quiet = quiet;
    this.stop = stop;
    this.terminal = terminal;
    this.nanos = nanos;
    this.started = nanos.getAsLong();
  }

  @Override
  public void progress(double fraction, Map<String, Double> metrics) {
    double done = Math.min(1, fraction);
    double seconds = (nanos.getAsLong() - started) / 1e9;
    Map<String, Double> shown = live.after(metrics);
    steps++;
    if (Double.isNaN(begunWith)) {
      // A resumed run begins where it stood; what it did before says nothing of its speed.
      begunWith = done;
    }
    if (quiet || seconds < SHORT_SECONDS) {
      return;
    }
    if (terminal) {
      draw(done, seconds, shown);
    } else if (seconds - printed >= LINE_SECONDS) {
      printed = seconds;
      err.println(line(done, seconds, shown));
    }
  }

  private void draw(double done, double seconds, Map<String, Double> shown) {
    if (bar == null) {
      bar =
          new ProgressBarBuilder()
              .setInitialMax(PARTS)
              .setTaskName("run")
              .setStyle(style())
              // Its own is of the part that it shows; ours knows where a resumed run began.
              .hideEta()
              .build();
    }
    StringBuilder message = new StringBuilder();
    message.append(digits(steps / seconds)).append(" steps/s");
    left(done, seconds)
        .ifPresent(left -> message.append(", ").append(duration(left)).append(" left"));
    shown.forEach(
        (name, value) -> message.append(", ").append(name).append(' ').append(digits(value)));
    bar.setExtraMessage(message.toString());
    bar.stepTo(Math.round(done * PARTS));
  }

  /** Color only where it is wanted (no-color.org), and signs that the terminal has. */
  private static ProgressBarStyle style() {
    String noColour = System.getenv("NO_COLOR");
    if (!"UTF-8".equalsIgnoreCase(System.getProperty("sun.jnu.encoding"))) {
      return ProgressBarStyle.ASCII;
    }
    return noColour == null || noColour.isEmpty()
        ? ProgressBarStyle.COLORFUL_UNICODE_BLOCK
        : ProgressBarStyle.UNICODE_BLOCK;
  }

  private String line(double done, double seconds, Map<String, Double> shown) {
    StringBuilder line = new StringBuilder("progress=").append(digits(done));
    line.append(" steps_per_second=").append(digits(steps / seconds));
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
  public boolean cancelled() {
    return stop.received();
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
