package org.esscher.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.esscher.runtime.ComponentInfo;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.Kind;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code esscher list}. */
@Command(name = "list", description = "Lists components.")
final class ListCommand extends HostCommand {
  /** On narrower terminals summaries stand below the ids, not beside them. */
  private static final int LEAST_SUMMARY = 30;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      completionCandidates = Kinds.class,
      description = "Components of one kind only: ${COMPLETION-CANDIDATES}.")
  @Nullable String kind;

  @Override
  int work(Esscher host) {
    Kind wanted = kind == null ? null : Kind.of(kind);
    List<ComponentInfo> listed =
        host.components().stream().filter(info -> wanted == null || info.kind() == wanted).toList();
    if (json) {
      List<Object> rows = new ArrayList<>();
      for (ComponentInfo info : listed) {
        Map<String, Object> row = Json.map();
        row.put("kind", info.kind().id());
        row.put("id", info.id());
        row.put("summary", info.summary());
        row.put("paper", info.paper());
        row.put("origin", info.origin());
        rows.add(row);
      }
      print(rows);
    } else {
      int kinds = width(listed, info -> info.kind().id());
      int ids = width(listed, ComponentInfo::id);
      for (ComponentInfo info : listed) {
        String names =
            String.format(
                Locale.ROOT, "%-" + kinds + "s  %-" + ids + "s  ", info.kind().id(), info.id());
        lines(names, info.summary(), Screen.width(Integer.MAX_VALUE)).forEach(out()::println);
      }
      host.failures()
          .forEach(
              failure ->
                  err().println("could not load " + failure.origin() + ": " + failure.message()));
    }
    return 0;
  }

  static List<String> lines(String names, String summary, int width) {
    List<String> lines = new ArrayList<>();
    if (names.length() + LEAST_SUMMARY <= width) {
      lines.addAll(Wrapped.lines(summary, names, " ".repeat(names.length()), width));
    } else {
      lines.add(names);
      lines.addAll(Wrapped.lines(summary, "  ", "  ", width));
    }
    return lines.stream().map(String::stripTrailing).toList();
  }

  /** What may follow {@code --kind}, for completion. */
  static final class Kinds implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(Kind.values()).map(Kind::id).iterator();
    }
  }

  private static int width(List<ComponentInfo> listed, Function<ComponentInfo, String> column) {
    return listed.stream().mapToInt(info -> column.apply(info).length()).max().orElse(1);
  }
}
