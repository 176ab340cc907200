package org.esscher.cli.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The report of one run, or a page that compares several: self-contained HTML without scripts. */
public final class Report {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final int MAX_POINTS = 400;

  private Report() {}

  /**
   * The page.
   *
   * @param runs at least one
   * @return HTML that refers to nothing outside itself
   */
  public static String html(List<RunFiles> runs) {
    StringBuilder body = new StringBuilder();
    String title =
        runs.size() == 1 ? recipe(runs.get(0)) : "Comparison of " + runs.size() + " runs";
    body.append("<h1>").append(escape(title)).append("</h1>\n");
    Map<String, Charts.Series> frontier = frontier(runs);
    if (!frontier.isEmpty()) {
      body.append("<section><h2>Reward against divergence from the reference</h2>\n<figure>");
      body.append(Charts.svg("", "divergence from the reference, nats", "reward", frontier));
      body.append(
              "<figcaption>Bars are standard errors. Policies further left stay closer to the reference.")
          .append("</figcaption></figure></section>\n");
    }
    runs.forEach(run -> section(run, runs.size() > 1, body));
    return page(title, body.toString());
  }

  private static String recipe(RunFiles run) {
    return run.config().path("recipe").path("id").asString("run");
  }

  private static Map<String, Charts.Series> frontier(List<RunFiles> runs) {
    Map<String, Charts.Series> all = new LinkedHashMap<>();
    for (RunFiles run : runs) {
      for (Map<String, Object> row : run.tables().getOrDefault("frontier", List.of())) {
        String series = String.valueOf(row.get("series"));
        String name = runs.size() > 1 ? run.name() + ": " + series : series;
        if (row.get("divergence") instanceof Number x && row.get("reward") instanceof Number y) {
          Charts.Series points =
              all.computeIfAbsent(
                  name,
                  ignored ->
                      new Charts.Series(
                          new ArrayList<>(),
                          new ArrayList<>(),
                          new ArrayList<>(),
                          series.startsWith("exact")));
          points.x().add(x.doubleValue());
          points.y().add(y.doubleValue());
          points
              .error()
              .add(
                  row.get("reward_standard_error") instanceof Number error
                      ? error.doubleValue()
                      : 0.0);
        }
      }
    }
    return all;
  }

  private static void section(RunFiles run, boolean named, StringBuilder body) {
    body.append("<section>");
    if (named) {
      body.append("<h2>").append(escape(run.name())).append("</h2>\n");
    }
    String status = run.status().path("status").asString("unknown");
    body.append("<p>Status: <strong>").append(escape(status)).append("</strong> ");
    body.append(escape(run.status().path("message").asString(""))).append("</p>\n");
    run.tables().forEach((name, rows) -> table(name, rows, body));
    curves(run, body);
    details("Configuration", JSON.writeValueAsString(run.config()), body);
    details("Data, versions, system", JSON.writeValueAsString(run.environment()), body);
    body.append("</section>\n");
  }

  private static void table(String name, List<Map<String, Object>> rows, StringBuilder body) {
    Set<String> columns = new LinkedHashSet<>();
    rows.forEach(row -> columns.addAll(row.keySet()));
    body.append("<h3>")
        .append(escape(words(name)))
        .append("</h3>\n<div class=\"wide\"><table><thead><tr>");
    columns.forEach(
        column -> body.append("<th scope=\"col\">").append(escape(words(column))).append("</th>"));
    body.append("</tr></thead><tbody>\n");
    for (Map<String, Object> row : rows) {
      body.append("<tr>");
      for (String column : columns) {
        Object value = row.get(column);
        body.append(value instanceof Number ? "<td class=\"number\">" : "<td>");
        body.append(escape(Numbers.cell(value))).append("</td>");
      }
      body.append("</tr>\n");
    }
    body.append("</tbody></table></div>\n");
  }

  private static void curves(RunFiles run, StringBuilder body) {
    if (run.curves().values().stream().noneMatch(points -> points.size() > 1)) {
      return;
    }
    body.append("<details><summary>Learning curves</summary>\n");
    run.curves()
        .forEach(
            (name, points) -> {
              if (points.size() > 1) {
                List<Double> x = new ArrayList<>();
                List<Double> y = new ArrayList<>();
                int every = Math.max(1, points.size() / MAX_POINTS);
                for (int i = 0; i < points.size(); i += every) {
                  x.add(points.get(i)[0]);
                  y.add(points.get(i)[1]);
                }
                Charts.Series series = new Charts.Series(x, y, List.of(), true);
                body.append("<figure>")
                    .append(Charts.svg(name, "step", "", Map.of(name, series)))
                    .append("</figure>\n");
              }
            });
    body.append("</details>\n");
  }

  private static void details(String title, String text, StringBuilder body) {
    body.append("<details><summary>").append(escape(title)).append("</summary><pre>");
    body.append(escape(text)).append("</pre></details>\n");
  }

  private static String words(String name) {
    return name.replace('_', ' ');
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  private static String page(String title, String body) {
    return """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>%s</title>
        <style>
        :root { color-scheme: light dark; }
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
        figure { margin: 1rem 0; } figure svg { max-width: 100%%; height: auto; background: white; }
        figcaption { font-size: .9rem; opacity: .8; }
        .wide { overflow-x: auto; } table { border-collapse: collapse; margin: .5rem 0; }
        th, td { padding: .2rem .7rem; border-bottom: 1px solid #8886; text-align: left; }
        td.number { text-align: right; font-variant-numeric: tabular-nums; }
        pre { overflow-x: auto; } summary { cursor: pointer; padding: .3rem 0; }
        </style>
        </head>
        <body>
        %s</body>
        </html>
        """
        .replaceFirst("%s", java.util.regex.Matcher.quoteReplacement(escape(title)))
        .replace("%%", "%")
        .replaceFirst("%s", java.util.regex.Matcher.quoteReplacement(body));
  }
}
