package org.esscher.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.esscher.runtime.ComponentInfo;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.Kind;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code esscher list}. */
@Command(name = "list", description = "Lists components.")
final class ListCommand extends HostCommand {
  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description = "policy, reward-model, model, divergence, estimator, …")
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
      for (ComponentInfo info : listed) {
        out()
            .println(
                String.format(
                    Locale.ROOT, "%-13s %-24s %s", info.kind().id(), info.id(), info.summary()));
      }
      host.failures()
          .forEach(
              failure ->
                  err().println("could not load " + failure.origin() + ": " + failure.message()));
    }
    return 0;
  }
}
