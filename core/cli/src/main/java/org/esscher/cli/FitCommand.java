package org.esscher.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Learner;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.Kind;
import org.esscher.runtime.internal.estimate.Estimation;
import org.esscher.runtime.internal.load.Components;
import org.esscher.runtime.internal.progress.PassProgress;
import org.esscher.runtime.internal.run.SavedModel;
import org.esscher.runtime.internal.wiring.CallContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code esscher fit}: a learner's model from a log. */
@Command(name = "fit", description = "Fits a learner's model and writes it.")
final class FitCommand extends ComputingCommand {
  @Parameters(
      index = "0",
      paramLabel = "ID",
      description = "The id of an estimator that fits a model, such as table-reward.")
  String id = "";

  @Mixin SlotsOption inputs = new SlotsOption();

  @Mixin ConfigOption config = new ConfigOption();

  @Mixin ProgressOption progress = new ProgressOption();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "MODEL",
      description = "Where the model goes, as JSON.")
  Path out = Path.of("");

  @Option(names = "--seed", paramLabel = "N", description = "Seed of all randomness; 1 by default.")
  long seed = 1;

  @Override
  int work(Esscher host) {
    TextFile.require(out);
    Components components = host.services().components();
    if (components.type(Kind.ESTIMATOR, id) != null && !components.isLearner(id)) {
      throw EsscherException.user(
          "'%s' fits no model, but has losses or statistics to estimate: esscher estimate %s --in"
              + " FILE",
          id, id);
    }
    Learner learner = host.component(Learner.class, id, config.tree());
    List<String> names =
        List.copyOf(host.services().estimation().requirements(learner).slots().keySet());
    try (Arena arena = host.arena("fit");
        Meter meter = progress.meter(this, "read", "rows")) {
      Map<String, Batch> slots = inputs.read(names, arena, meter);
      PassProgress passes = new PassProgress(meter.passes("fit"));
      Context context =
          new CallContext(arena, seed, CallContext.NO_ROLES, components, id, passes::reached);
      Estimation estimation = host.services().estimation().followedBy(passes);
      State fitted =
          FromFile.naming(
              inputs.inputs, () -> estimation.fit(learner, slots, State.empty(), null, context));
      SavedModel.of((Record) learner, fitted).write(out);
    }
    if (json) {
      print(Map.of("id", id, "model", out.toString()));
    } else {
      out().println("wrote " + out);
    }
    return 0;
  }
}
