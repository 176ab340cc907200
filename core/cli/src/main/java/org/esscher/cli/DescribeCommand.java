package org.esscher.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimator;
import org.esscher.api.Recipe;
import org.esscher.runtime.ComponentInfo;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.Kind;
import org.esscher.runtime.internal.estimate.Requirements;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code esscher describe}. */
@Command(
    name = "describe",
    description = "Describes a component: its configuration, and what it reads.")
final class DescribeCommand extends HostCommand {
  /** Longer lines are hard to read. */
  private static final int WIDTH = 100;

  @Parameters(
      index = "0",
      paramLabel = "ID",
      description = "The component's id; 'esscher list' shows all.")
  String id = "";

  @Mixin ConfigOption config = new ConfigOption();

  @Override
  int work(Esscher host) {
    List<Object> described = new ArrayList<>();
    for (ComponentInfo info : host.describe(id)) {
      Optional<Requirements> requirements =
          info.kind() == Kind.ESTIMATOR ? requirements(host) : Optional.empty();
      if (json) {
        described.add(tree(info, requirements));
      } else {
        text(host, info, requirements);
      }
    }
    if (json) {
      print(described);
    }
    return 0;
  }

  /** What it reads; nothing when it needs settings that were not given. */
  private Optional<Requirements> requirements(Esscher host) {
    try {
      Estimator estimator = host.component(Estimator.class, id, config.tree());
      return Optional.of(host.services().estimation().requirements(estimator));
    } catch (EsscherException e) {
      err().println("esscher: what it reads depends on its settings: " + e.getMessage());
      return Optional.empty();
    }
  }

  private static Map<String, Object> tree(ComponentInfo info, Optional<Requirements> requirements) {
    Map<String, Object> tree = Json.map();
    tree.put("kind", info.kind().id());
    tree.put("id", info.id());
    tree.put("summary", info.summary());
    tree.put("paper", info.paper());
    tree.put("type", info.type());
    tree.put("origin", info.origin());
    tree.put("fields", info.fields());
    requirements.ifPresent(
        found -> {
          tree.put("slots", found.slots());
          tree.put("state", found.states());
          tree.put("losses", found.losses());
        });
    return tree;
  }

  private void text(Esscher host, ComponentInfo info, Optional<Requirements> requirements) {
    String title = info.kind().id() + " " + info.id() + (info.summary().isEmpty() ? "" : ": ");
    tell(info.summary(), title, "  ");
    if (!info.paper().isEmpty()) {
      tell(info.paper(), "  ", "  ");
    }
    out().println("  from " + info.origin());
    fields(info.fields());
    Map<String, Boolean> sources = info.kind() == Kind.RECIPE ? sources(host) : Map.of();
    sources.forEach(
        (source, required) -> out().println("source " + source + (required ? "" : ", optional")));
    requirements.ifPresent(found -> found.slots().forEach(this::slot));
    requirements.ifPresent(
        found -> {
          found
              .losses()
              .forEach(
                  (loss, roles) ->
                      out().println("loss " + loss + " trains " + String.join(", ", roles)));
          if (!found.states().isEmpty()) {
            out().println("state " + String.join(", ", found.states()));
          }
        });
    example(host, info, sources).ifPresent(line -> out().println("try\n  " + line));
  }

  private void tell(String text, String first, String indent) {
    Wrapped.lines(text, first, indent, Screen.width(WIDTH)).forEach(out()::println);
  }

  private void tell(String name, String text) {
    tell(text, String.format(Locale.ROOT, "  %-20s ", name), " ".repeat(23));
  }

  private void fields(List<ComponentInfo.Field> fields) {
    if (!fields.isEmpty()) {
      out().println("configuration");
    }
    int width = fields.stream().mapToInt(field -> field.name().length()).max().orElse(0);
    for (ComponentInfo.Field field : fields) {
      String limits = field.constraints().isEmpty() ? "" : ", " + field.constraints();
      String name = "  " + field.name() + " ".repeat(Math.max(20, width) - field.name().length());
      String indent = " ".repeat(name.length() + 1);
      tell(field.type() + ", " + standard(field) + limits, name + " ", indent);
      List<String> lines = field.description().lines().toList();
      for (int i = 0; i < lines.size(); i++) {
        // Below what it is for, what its values mean.
        tell(lines.get(i), indent + (i == 0 ? "" : "  "), indent + (i == 0 ? "" : "    "));
      }
    }
  }

  private static String standard(ComponentInfo.Field field) {
    String value = field.defaultValue();
    if (value == null) {
      return "required";
    }
    return value.isEmpty() ? "none by default" : "default " + value;
  }

  /** What data a recipe reads, and whether it must; nothing when that depends on settings. */
  private Map<String, Boolean> sources(Esscher host) {
    try {
      return host.component(Recipe.class, id, config.tree()).sources();
    } catch (EsscherException e) {
      err().println("esscher: its sources depend on its settings: " + e.getMessage());
      return Map.of();
    }
  }

  /** The command that uses it. */
  private static Optional<String> example(
      Esscher host, ComponentInfo info, Map<String, Boolean> sources) {
    String set =
        info.fields().stream()
            .filter(field -> field.defaultValue() == null)
            .map(field -> " --set " + field.name() + "=VALUE")
            .collect(Collectors.joining());
    Optional<String> command =
        switch (info.kind()) {
          case ESTIMATOR ->
              Optional.of(
                  host.services().components().isLearner(info.id())
                      ? "esscher fit " + info.id() + " --in FILE --out MODEL"
                      : "esscher estimate " + info.id() + " --in FILE");
          case DIVERGENCE -> Optional.of("esscher divergence " + info.id() + " --in FILE");
          case POLICY -> Optional.of("esscher evaluate " + info.id() + " --data LOG");
          case RECIPE -> Optional.of("esscher run " + info.id() + options(sources) + " --out DIR");
          default -> Optional.empty();
        };
    return command.map(line -> line + set);
  }

  private static String options(Map<String, Boolean> sources) {
    StringBuilder options = new StringBuilder();
    sources.forEach(
        (source, required) -> {
          if (required) {
            options.append(
                source.equals("data") ? " --data FILE" : " --source " + source + "=FILE");
          }
        });
    return options.toString();
  }

  private void slot(String name, Requirements.SlotRequirements slot) {
    out()
        .println(
            "slot " + name + (slot.groupedBy() == null ? "" : ", grouped by " + slot.groupedBy()));
    for (Requirements.ColumnRequirement column : slot.columns()) {
      tell(
          column.name(),
          String.format(
              Locale.ROOT,
              "column, one value per %s%s%s",
              column.level().name().toLowerCase(Locale.ROOT),
              column.required() ? "" : ", optional",
              column.modelInput() ? ", read by models in a run only" : ""));
    }
    for (Requirements.OutputRequirement output : slot.outputs()) {
      tell(
          output.column(),
          String.format(
              Locale.ROOT,
              "%s of %s, one value per %s%s",
              output.output(),
              output.role(),
              output.level().name().toLowerCase(Locale.ROOT),
              output.trained() ? ", trained" : ""));
    }
  }
}
