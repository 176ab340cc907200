package org.esscher.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A verb with plain or JSON output. */
abstract class PrintingCommand implements Callable<Integer> {
  @Option(names = "--json", description = "Print JSON.")
  boolean json;

  @SuppressWarnings("NullAway.Init") // set by picocli before call()
  @Spec
  CommandSpec spec;

  PrintWriter out() {
    return spec.commandLine().getOut();
  }

  PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /** Where bars are drawn; null where standard error is no terminal. */
  @Nullable StandardError drawnOn() {
    return ((Main) spec.root().userObject()).drawnOn;
  }

  /** A line of text, which a terminal shall not break within a word. */
  void printLine(String line, String indent) {
    Wrapped.line(line, indent, Screen.width(Integer.MAX_VALUE)).forEach(out()::println);
  }

  void print(Object tree) {
    out().println(Json.pretty(tree));
  }
}
