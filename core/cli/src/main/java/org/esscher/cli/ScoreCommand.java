package org.esscher.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Model;
import org.esscher.data.Arena;
import org.esscher.data.ReadOptions;
import org.esscher.data.Sinks;
import org.esscher.data.Sources;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.internal.wiring.CallContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code esscher score}: a saved model's outputs. */
@Command(name = "score", description = "Computes a saved model's outputs for the rows of a file.")
final class ScoreCommand extends HostCommand {
  @Parameters(index = "0", paramLabel = "MODEL", description = "A model that a run or a fit saved.")
  Path modelFile = Path.of("");

  @Option(
      names = "--in",
      required = true,
      paramLabel = "FILE",
      description = "Rows with the model's inputs.")
  Path in = Path.of("");

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where the rows go, outputs added; JSON without it.")
  @Nullable Path outFile;

  @Override
  int work(Esscher host) {
    try (Arena arena = host.arena("score")) {
      Context context =
          new CallContext(arena, 1, CallContext.NO_ROLES, host.services().components(), "score");
      Batch batch = Sources.open(in, ReadOptions.defaults()).readAll(arena);
      try (Model model = host.savedModel(modelFile).create(context, null)) {
        for (String input : model.inputs()) {
          if (!batch.has(input)) {
            throw EsscherException.data("%s lacks the column %s, which the model reads", in, input);
          }
        }
        Map<String, Column> outputs = new LinkedHashMap<>();
        try (Forward forward = model.forward(batch, model.outputs(), context)) {
          new TreeSet<>(model.outputs()).forEach(name -> outputs.put(name, forward.output(name)));
          write(batch, outputs);
        }
      }
    }
    return 0;
  }

  private void write(Batch batch, Map<String, Column> outputs) {
    if (outFile == null) {
      Map<String, Object> tree = Json.map();
      outputs.forEach((name, column) -> tree.put(name, Json.column(column, name)));
      print(tree);
      return;
    }
    Batch scored = batch;
    for (Map.Entry<String, Column> output : outputs.entrySet()) {
      scored = scored.with(output.getKey(), output.getValue());
    }
    Sinks.write(outFile, scored);
    out().println("wrote " + outFile);
  }
}
