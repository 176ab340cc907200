package org.esscher.flight;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Policy;
import org.esscher.api.Sampler;

/** A policy that a server computes, and that draws where the server does. */
final class RemotePolicy extends RemoteModel implements Policy {
  private static final String BEHAVIOR_LOGP = "behavior_logp";

  RemotePolicy(Remote remote) {
    super(remote);
  }

  @Override
  public <T> Optional<T> as(Class<T> capability) {
    if (capability == Sampler.class) {
      Sampler sampler = this::sample;
      return remote().served().samples() ? Optional.of(capability.cast(sampler)) : Optional.empty();
    }
    return Policy.super.as(capability);
  }

  private Batch sample(Batch contexts, int each, RandomGenerator random, Context context) {
    if (each < 1) {
      throw EsscherException.user("at least 1 draw per row is made, not %d", each);
    }
    ServedModel served = remote().served();
    // Contexts have no actions yet, which the log-probabilities are of.
    List<String> sent = served.inputs().stream().filter(contexts::has).toList();
    if (sent.isEmpty()) {
      throw EsscherException.data(
          "%s reads %s, of which the contexts' columns %s have none",
          remote().described(), served.inputs(), contexts.names());
    }
    Batch drawn =
        remote()
            .ask(
                contexts,
                sent,
                () ->
                    new Question(
                        "",
                        served.name(),
                        served.fingerprint(),
                        List.of(),
                        each,
                        random.nextLong()),
                context.columns());
    requireNumbers(drawn, BEHAVIOR_LOGP);
    int[] origin = new int[Math.multiplyExact(contexts.rows(), each)];
    for (int draw = 0; draw < origin.length; draw++) {
      origin[draw] = draw / each;
    }
    Batch rows = contexts.take(origin);
    for (String name : drawn.names()) {
      rows = rows.with(name, drawn.column(name));
    }
    return rows;
  }
}
