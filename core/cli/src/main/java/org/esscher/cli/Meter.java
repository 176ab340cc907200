package org.esscher.cli;

import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.esscher.data.ReadListener;
import org.esscher.runtime.PassListener;
import org.jspecify.annotations.Nullable;

/**
 * Shows how far work of more than two seconds is, how fast it goes and how long it will take: a bar
 * on a terminal, every five seconds a line of {@code name=value} elsewhere, nothing when the output
 * is for machines. Work that tells nothing is shown with the time that it takes. Thread-safe.
 */
final class Meter implements ReadListener, AutoCloseable {
  private static final double SHORT_SECONDS = 2;
  private static final double LINE_SECONDS = 5;
  private static final double DRAWN_SECONDS = 0.25;

  private final PrintWriter err;
  private final @Nullable StandardError drawnOn;
  private final boolean quiet;
  private final String unit;
  private final LongSupplier nanos;
  private final long started;
  private Stage stage;
  private long read;
  private long joined;
  private boolean drawn;
  private double printed = SHORT_SECONDS - LINE_SECONDS;
  private @Nullable ScheduledExecutorService clock;
  private @Nullable Future<?> ticks;

  /**
   * A meter that looks at the time when it is told something.
   *
   * @param err receives lines
   * @param drawnOn has a bar instead, if it is not null
   * @param quiet whether to show nothing
   * @param task what is done first, in a word
   * @param unit what is counted, in the plural
   * @param nanos the time
   */
  Meter(
      PrintWriter err,
      @Nullable StandardError drawnOn,
      boolean quiet,
      String task,
      String unit,
      LongSupplier nanos) {
    this.err = err;
    this.drawnOn = drawnOn;
    this.quiet = quiet;
    this.unit = unit;
    this.nanos = nanos;
    this.started = nanos.getAsLong();
    this.stage = new Stage(task, unit, 0);
  }

  /**
   * Begins to count time, and looks at it by itself.
   *
   * @param err receives lines
   * @param drawnOn has a bar instead, if it is not null
   * @param quiet whether to show nothing
   * @param task what is done first, in a word
   * @param unit what is counted, in the plural
   * @return the caller closes it
   */
  static Meter running(
      PrintWriter err, @Nullable StandardError drawnOn, boolean quiet, String task, String unit) {
    Meter meter = new Meter(err, drawnOn, quiet, task, unit, System::nanoTime);
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
    begin(task, unit);
  }

  /**
   * Begins the next part of the work.
   *
   * @param task what is done, in a word or two
   * @param counted what is counted, in the plural
   */
  synchronized void begin(String task, String counted) {
    stage = new Stage(task, counted, seconds());
    read = 0;
    show();
  }

  /**
   * Counts what is read, or otherwise gone through.
   *
   * @param rows more of them
   * @param fraction the part that was read, within [0, 1]; NaN where the end isn't known
   */
  @Override
  public synchronized void read(int rows, double fraction) {
    read += rows;
    through(fraction, read);
  }

  @Override
  public synchronized void joining(double fraction) {
    if (fraction == 0) {
      joined = read;
    }
    join(joined, fraction);
  }

  /**
   * Follows how rows that were read are put together.
   *
   * @param rows all of them
   * @param fraction the part that is done, within [0, 1]; 0 when it begins
   */
  synchronized void join(long rows, double fraction) {
    if (fraction == 0) {
      begin("join", "rows");
    } else {
      through(fraction, Math.round(fraction * rows));
    }
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
   * Follows parts of the work that know how much there is of each. Fits {@link
   * org.esscher.cli.report.WorkListener}.
   *
   * @param task what is done, in a word
   * @param counted what is counted, in the plural
   * @param done how many are done; 0 when the part begins
   * @param all how many there are
   */
  synchronized void reached(String task, String counted, long done, long all) {
    if (done == 0) {
      begin(task, counted);
    } else {
      through((double) done / all, done);
    }
  }

  private void through(double fraction, long units) {
    stage.through(fraction, units, seconds());
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
          stage.through((double) done / rows, done, seconds());
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
    if (drawnOn != null) {
      if (seconds - printed >= DRAWN_SECONDS) {
        printed = seconds;
        draw(drawnOn, seconds);
      }
    } else if (seconds - printed >= LINE_SECONDS) {
      printed = seconds;
      err.println(stage.line(seconds));
    }
  }

  private void draw(StandardError screen, double seconds) {
    drawn = true;
    screen.draw(
        BarLine.wanted()
            .of(stage.name(), stage.fraction(), stage.message(seconds), screen.width()));
  }

  /** Leaves what was reached on the screen, where it is known how much of the whole that is. */
  @Override
  public synchronized void close() {
    if (ticks != null && clock != null) {
      ticks.cancel(false);
      clock.shutdownNow();
    }
    if (!drawn || drawnOn == null) {
      return;
    }
    drawn = false;
    if (Double.isNaN(stage.fraction())) {
      drawnOn.erase();
    } else {
      draw(drawnOn, seconds());
      drawnOn.keep();
    }
  }
}
