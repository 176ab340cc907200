package org.esscher.flight;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Model;
import org.esscher.api.Sampler;

/**
 * A model of the host that is served. It is used by one call at a time.
 *
 * @param description what is said of it
 * @param model closed by whoever made it
 */
record Served(ServedModel description, Model model) {
  private static final Set<String> DRAWN = Set.of("action", "completion", "behavior_logp");

  static ServedModel described(String name, String kind, String fingerprint, Model model) {
    return new ServedModel(
        name,
        kind,
        fingerprint,
        List.copyOf(new TreeSet<>(model.inputs())),
        List.copyOf(new TreeSet<>(model.outputs())),
        model.as(Sampler.class).isPresent());
  }

  /** Columns of the answer, by name. */
  Batch answer(Question question, Batch rows, Context context) {
    synchronized (model) {
      return question.each() > 0
          ? drawn(question, rows, context)
          : computed(question.outputs(), rows, context);
    }
  }

  private Batch computed(List<String> outputs, Batch rows, Context context) {
    List<String> unknown = new ArrayList<>(outputs);
    unknown.removeAll(model.outputs());
    if (outputs.isEmpty() || !unknown.isEmpty()) {
      throw EsscherException.user(
          "model '%s' has the outputs %s; asked for were %s",
          description.name(), model.outputs(), outputs);
    }
    try (Forward forward = model.forward(rows, new TreeSet<>(outputs), context)) {
      Map<String, Column> answer = new LinkedHashMap<>();
      outputs.forEach(output -> answer.put(output, forward.output(output)));
      return context.columns().batch(answer);
    }
  }

  /** The draws without the contexts' columns, which the other side has. */
  private Batch drawn(Question question, Batch rows, Context context) {
    Sampler sampler =
        model
            .as(Sampler.class)
            .orElseThrow(
                () -> EsscherException.user("model '%s' doesn't sample", description.name()));
    RandomGenerator random = context.random();
    Batch draws = sampler.sample(rows, question.each(), random, context);
    Map<String, Column> answer = new LinkedHashMap<>();
    for (String name : draws.names()) {
      if (!rows.has(name) || DRAWN.contains(name)) {
        answer.put(name, draws.column(name));
      }
    }
    Columns columns = context.columns();
    return columns.batch(answer);
  }
}
