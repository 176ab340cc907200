package org.esscher.runtime.internal.run;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.esscher.api.ModelProvider;
import org.esscher.api.Recipe;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.esscher.runtime.internal.config.RecordTree;
import org.esscher.runtime.internal.wire.Wire;
import org.esscher.runtime.internal.wiring.CallContext;
import org.esscher.runtime.internal.wiring.HostServices;
import tools.jackson.databind.json.JsonMapper;

/**
 * The models of a run in another process: its recipe's configuration, from which the same plugins
 * make the same providers, and the states of the models.
 */
final class Replica {
  private static final JsonMapper JSON = new JsonMapper();

  private Replica() {}

  /** The run's models as they are now. */
  static byte[] of(RunRequest request, Roles roles) {
    Map<String, State> states = roles.states();
    return Wire.bytes(
        out -> {
          Wire.writeText(out, JSON.writeValueAsString(RunFacts.config(request).get("recipe")));
          out.writeLong(request.seed());
          out.writeInt(roles.redefined().size());
          for (String role : roles.redefined()) {
            Optional<Record> maker = roles.maker(role);
            Wire.writeText(out, role);
            Wire.writeText(out, RecordTree.json(maker.orElseThrow()));
          }
          out.writeInt(states.size());
          for (Map.Entry<String, State> state : states.entrySet()) {
            Wire.writeText(out, state.getKey());
            Wire.writeState(out, state.getValue());
          }
        });
  }

  /** The models, made when they are asked for; the caller closes them. */
  static Roles roles(byte[] replica, HostServices services, Arena arena) {
    return Wire.read(
        replica,
        in -> {
          Map<String, Object> config = RecordTree.ofJson(Wire.readText(in));
          String id = String.valueOf(config.remove("id"));
          long seed = in.readLong();
          Recipe recipe = services.components().create(Recipe.class, id, config);
          Map<String, ModelProvider> providers = recipe.roles();
          services.components().serialCalls().uses(providers);
          Roles roles =
              new Roles(
                  providers,
                  (name, others) ->
                      new CallContext(
                          arena,
                          Seeds.mix(seed, "model " + name),
                          others,
                          services.components(),
                          "run"));
          for (int left = in.readInt(); left > 0; left--) {
            String role = Wire.readText(in);
            Map<String, Object> maker = RecordTree.ofJson(Wire.readText(in));
            roles.define(role, SavedModel.provider(maker, services.components()));
          }
          Map<String, State> states = new LinkedHashMap<>();
          for (int left = in.readInt(); left > 0; left--) {
            states.put(Wire.readText(in), Wire.readState(in));
          }
          roles.resume(states);
          return roles;
        });
  }
}
