package org.esscher.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Standard error, with at most one bar on its last line: what anybody writes comes above the bar,
 * lines of libraries' logs too. Thread-safe.
 */
final class StandardError extends OutputStream {
  private final OutputStream out;
  private final ConsoleProgressBarConsumer screen;
  private @Nullable String bar;
  private boolean midLine;

  /**
   * No bar is drawn.
   *
   * @param out receives bytes
   * @param width of the terminal in characters, or -1 to ask the terminal each time
   */
  StandardError(OutputStream out, int width) {
    this.out = out;
    PrintStream drawing = new PrintStream(out, true, StandardCharsets.UTF_8);
    this.screen =
        width < 0
            ? new ConsoleProgressBarConsumer(drawing)
            : new ConsoleProgressBarConsumer(drawing, width);
  }

  /**
   * Puts one in the place of the process's own.
   *
   * @return it; whatever is printed on {@link System#err} from now on goes through it
   */
  @SuppressForbidden("this is the process's own command, and loggers print on what is set here")
  static StandardError install() {
    StandardError standard = new StandardError(new FileOutputStream(FileDescriptor.err), -1);
    System.setErr(standard.printed());
    return standard;
  }

  /** A way to print on it. */
  PrintStream printed() {
    return new PrintStream(this, true, StandardCharsets.UTF_8);
  }

  /** Characters that a bar may have. */
  int width() {
    return screen.getMaxRenderedLength();
  }

  /**
   * Draws a bar, in the place of the one before.
   *
   * @param line as wide as the terminal, so that it covers what stands there
   */
  synchronized void draw(String line) {
    bar = line;
    if (!midLine) {
      screen.accept(line);
    }
  }

  /** Takes the bar away. */
  synchronized void erase() {
    if (bar != null && !midLine) {
      screen.clear();
    }
    bar = null;
  }

  /** Leaves the bar as a line. */
  synchronized void keep() {
    if (bar != null && !midLine) {
      screen.close();
    }
    bar = null;
  }

  @Override
  public void write(int one) throws IOException {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int from, int length) throws IOException {
    if (length == 0) {
      return;
    }
    if (bar != null && !midLine) {
      screen.clear();
    }
    out.write(bytes, from, length);
    midLine = bytes[from + length - 1] != '\n';
    if (bar != null && !midLine) {
      screen.accept(bar);
    }
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }
}
