package org.esscher.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.esscher.runtime.RunListener;
import org.jspecify.annotations.Nullable;

/**
 * Shows how far a run is: a bar on a terminal, a line every few seconds elsewhere, nothing when the
 * output is for machines. Stops the run when the process is asked to end.
 */
final class Progress implements RunListener, AutoCloseable {
  private static final long LINE_NANOS = 5_000_000_000L;
  private static final int STEPS = 1000;

  private final PrintWriter err;
  private final boolean quiet;
  private final StopSignal stop;
  private final @Nullable ProgressBar bar;
  private long printed = System.nanoTime();

  Progress(PrintWriter err, boolean quiet, StopSignal stop) {
    this.err = err;
    this.quiet = quiet;
    this.stop = stop;
    boolean terminal = isTerminal() && !quiet;
    this.bar =
        terminal ? new ProgressBarBuilder().setInitialMax(STEPS).setTaskName("run").build() : null;
  }

  @SuppressWarnings("SystemConsoleNull") // where a console may be no terminal, it can be asked
  private static boolean isTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
    } catch (ReflectiveOperationException e) {
      // Before Java 22 there is a console only on a terminal.
      return true;
    }
  }

  @Override
  public void progress(double fraction, Map<String, Double> metrics) {
    if (bar != null) {
      bar.stepTo(Math.round(Math.min(1, fraction) * STEPS));
    } else if (!quiet && System.nanoTime() - printed > LINE_NANOS) {
      printed = System.nanoTime();
      err.println(String.format(Locale.ROOT, "%3.0f%%", 100 * Math.min(1, fraction)));
    }
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
