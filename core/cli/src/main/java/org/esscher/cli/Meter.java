package org.esscher.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import org.esscher.runtime.PassListener;
import org.jspecify.annotations.Nullable;

/**
 * Shows how far work of more than two seconds is, how fast it goes and how long it will take: a bar
 * on a terminal, every five seconds a line of {@code name=value} elsewhere, nothing when the output
 * is for machines. Work that tells nothing is shown with the time that it takes. Thread-safe.
 */
final class Meter implements AutoCloseable {
  private static final double SHORT_SECONDS = 2;
  private static final double LINE_SECONDS = 5;
  private static final double DRAWN_SECONDS = 0.25;

  private final PrintWriter err;
  private final boolean quiet;
  private final String unit;
  private final boolean terminal;
  private final LongSupplier nanos;
  private final long started;
  private Stage stage;
  private long read;
  private double printed = SHORT_SECONDS - LINE_SECONDS;
  private @Nullable ConsoleProgressBarConsumer screen;
  private @Nullable ScheduledExecutorService clock;
  private @Nullable Future<?> ticks;

  Meter(
      PrintWriter err,
      boolean quiet,
      String task,
      String unit,
      boolean terminal,
      LongSupplier nanos) {
    this.err = err;
    this.quiet = quiet;
    this.unit = unit;
    this.terminal = terminal;
    this.nanos = nanos;
    this.started = nanos.getAsLong();
    this.stage = new Stage(task, unit, 0);
  }

  /**
   * Begins to count time, and looks at it by itself.
   *
   * @param err receives lines
   * @param quiet whether to show nothing
   * @param task what is done, in a word
   * @param unit what is counted, in the plural
   * @return the caller closes it
   */
  static Meter running(PrintWriter err, boolean quiet, String task, String unit) {
    Meter meter = new Meter(err, quiet, task, unit, Screen.isDrawnOn(), System::nanoTime);
    if (!quiet) {
      meter.tick();
    }
    return meter;
  }

  private synchronized void tick() {
    ScheduledExecutorService ticking =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "esscher-progress");
              thread.setDaemon(true);
              return thread;
            });
    clock = ticking;
    ticks =
        ticking.scheduleWithFixedDelay(
            this::show, (long) (SHORT_SECONDS * 1000), 500, TimeUnit.MILLISECONDS);
  }

  /**
   * Begins the next part of the work.
   *
   * @param task what is done, in a word
   */
  synchronized void begin(String task) {
    stage = new Stage(task, unit, seconds());
    read = 0;
    show();
  }

  /**
   * Counts work whose end isn't known.
   *
   * @param more units that were done
   */
  synchronized void more(int more) {
    read += more;
    stage.at(read, seconds());
    show();
  }

  /**
   * Shows where the work is.
   *
   * @param fraction the part that is done, within [0, 1]; more counts as 1
   * @param count units that were done since the start
   * @param shown what else to show, by name
   */
  synchronized void at(double fraction, long count, Map<String, Double> shown) {
    stage.at(fraction, count, shown, seconds());
    show();
  }

  /**
   * Follows passes over rows.
   *
   * @param task what they are for, in a word
   */
  PassListener passes(String task) {
    return (pass, done, rows) -> {
      synchronized (this) {
        if (done == 0 && pass == 1) {
          stage = new Stage(task, unit, seconds());
        }
        if (done == 0) {
          stage.pass(pass == 1 ? task : task + " pass " + pass, seconds());
        } else {
          stage.at((double) done / rows, (pass - 1) * rows + done, Map.of(), seconds());
        }
        show();
      }
    };
  }

  private double seconds() {
    return (nanos.getAsLong() - started) / 1e9;
  }

  private synchronized void show() {
    double seconds = seconds();
    if (quiet || seconds < SHORT_SECONDS) {
      return;
    }
    if (terminal) {
      if (seconds - printed >= DRAWN_SECONDS) {
        printed = seconds;
        draw(seconds);
      }
    } else if (seconds - printed >= LINE_SECONDS) {
      printed = seconds;
      err.println(stage.line(seconds));
    }
  }

  private void draw(double seconds) {
    ConsoleProgressBarConsumer drawn = screen;
    if (drawn == null) {
      // Past the writer of errors, which would write out what moves the cursor.
      drawn =
          new ConsoleProgressBarConsumer(
              new PrintStream(
                  new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
      screen = drawn;
    }
    drawn.accept(
        BarLine.wanted()
            .of(
                stage.name(),
                stage.fraction(),
                stage.message(seconds),
                drawn.getMaxRenderedLength()));
  }

  /** Leaves what was reached on the screen, where it is known how much of the whole that is. */
  @Override
  public synchronized void close() {
    if (ticks != null && clock != null) {
      ticks.cancel(false);
      clock.shutdownNow();
    }
    if (screen == null) {
      return;
    }
    if (Double.isNaN(stage.fraction())) {
      screen.clear();
    } else {
      draw(seconds());
      screen.close();
    }
    screen = null;
  }
}
