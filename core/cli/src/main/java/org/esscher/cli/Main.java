package org.esscher.cli;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The {@code esscher} command. */
@Command(
    name = "esscher",
    versionProvider = VersionText.class,
    description = "Improves a policy without letting it run away from where it started.",
    footer = {
      "",
      "To begin: esscher run, then esscher list and esscher describe ID.",
      "Exit status: 0 done, 1 failed, 2 bad usage or input."
    },
    subcommands = {
      ListCommand.class,
      DescribeCommand.class,
      EstimateCommand.class,
      DivergenceCommand.class,
      FitCommand.class,
      ScoreCommand.class,
      RunCommand.class,
      EvaluateCommand.class,
      CollectCommand.class,
      ReportCommand.class,
      CheckCommand.class,
      ExportCommand.class,
      CompletionCommand.class
    })
public final class Main implements Runnable {
  private static final int HELP_WIDTH = 80;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = CommandLine.ScopeType.INHERIT,
      description = "Show help.")
  boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version.")
  boolean version;

  @SuppressWarnings("NullAway.Init") // set by picocli before run()
  @CommandLine.Spec
  CommandLine.Model.CommandSpec spec;

  /** Where bars are drawn; null where they aren't. */
  final @Nullable StandardError drawnOn;

  private Main(@Nullable StandardError drawnOn) {
    this.drawnOn = drawnOn;
  }

  /**
   * Runs the command and ends the process with its exit status.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    StandardError err = StandardError.install();
    System.exit(run(args, System.out, err.printed(), err));
  }

  /**
   * Runs the command.
   *
   * @param args the command line
   * @param out receives results
   * @param err receives progress and errors
   * @return 0 done, 1 failed, 2 bad usage or input
   */
  public static int run(String[] args, PrintStream out, PrintStream err) {
    return run(args, out, err, null);
  }

  /**
   * Runs the command.
   *
   * @param standard what it draws on, where err is seen on a terminal; null to draw nothing
   */
  private static int run(
      String[] args, PrintStream out, PrintStream err, @Nullable StandardError standard) {
    Logging.configure();
    Main main = new Main(Screen.isDrawnOn() ? standard : null);
    CommandLine line = new CommandLine(main);
    line.setOut(printer(out));
    line.setErr(printer(err));
    line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpWidth(Screen.width(HELP_WIDTH));
    line.setParameterExceptionHandler((wrong, given) -> refuse(wrong));
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> explain(failure, command.getErr()));
    try {
      return line.execute(args);
    } catch (OutOfMemoryError e) {
      line.getErr()
          .println(
              "esscher: out of memory ("
                  + e.getMessage()
                  + "); give Java more, with -Xmx4g in ESSCHER_JAVA_OPTS, or read less at once");
      return 1;
    }
  }

  /** What data sets and plugins name reaches a terminal as text, and as nothing else. */
  private static PrintWriter printer(PrintStream stream) {
    return new PrintWriter(
        new PrintableWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8)), true);
  }

  /** Says what is wrong with a command line; all of the help would push that off the screen. */
  private static int refuse(CommandLine.ParameterException wrong) {
    CommandLine command = wrong.getCommandLine();
    command
        .getErr()
        .println("esscher: " + Screen.fitting(plain(String.valueOf(wrong.getMessage()))));
    CommandLine.UnmatchedArgumentException.printSuggestions(wrong, command.getErr());
    command
        .getErr()
        .println("Try '" + command.getCommandSpec().qualifiedName() + " --help' for more.");
    return 2;
  }

  /** Without the names of Java's types. */
  private static String plain(String message) {
    return message.replaceAll(" is not an? (int|long)$", " is not a whole number that fits");
  }

  /** Says what went wrong, and gives the exit status for it. */
  static int explain(Exception failure, PrintWriter err) {
    if (System.getenv("ESSCHER_DEBUG") != null) {
      failure.printStackTrace(err);
    }
    if (failure instanceof EsscherException known) {
      // Whatever a message quotes, no line after its first begins as one of the command's own.
      String shown = Screen.fitting(String.valueOf(known.getMessage()));
      String all = "esscher: " + shown.replace("\n", "\n  ");
      all.lines()
          .flatMap(line -> Wrapped.line(line, "  ", Screen.errorWidth()).stream())
          .forEach(err::println);
      return known.code() == ErrorCode.USER || known.code() == ErrorCode.DATA ? 2 : 1;
    }
    err.println(
        "esscher: a defect of esscher itself: " + failure + " (set ESSCHER_DEBUG=1 to see where)");
    return 1;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
