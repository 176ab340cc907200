package org.esscher.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.esscher.runtime.ComponentInfo;
import org.esscher.runtime.Esscher;

/**
 * Makes the static site: every page of the checkout, an index of the components and a table of the
 * papers as the providers have them, and the Javadoc. A dead link or anchor ends the build.
 */
public final class Site {
  /** The pages that nobody writes. */
  private static final List<Navigation.Entry> REFERENCE =
      List.of(
          new Navigation.Entry("Papers and their commands", "papers.html"),
          new Navigation.Entry("All components", "components.html"),
          new Navigation.Entry("Javadoc", Apidocs.DIRECTORY + "/index.html"));

  private final Path checkout;
  private final Path out;
  private final SourcePages sources;

  private Site(Path checkout, Path out) {
    this.checkout = checkout;
    this.out = out;
    this.sources = new SourcePages(checkout);
  }

  /**
   * Makes it.
   *
   * @param args the checkout, the directory with every plugin, and where the site goes
   * @throws IOException when something can't be read or written
   */
  public static void main(String[] args) throws IOException {
    Path checkout = Path.of(args[0]).toAbsolutePath().normalize();
    Path out = Path.of(args[2]).toAbsolutePath().normalize();
    Apidocs apidocs = new Apidocs(checkout);
    apidocs.write(out);
    List<MarkdownPage> pages = written(checkout);
    pages.addAll(described(pages, Path.of(args[1])));
    List<String> dead = new Site(checkout, out).write(pages, TypeLinks.of(apidocs.directories()));
    if (!dead.isEmpty()) {
      throw new IllegalStateException("dead links:\n" + String.join("\n", dead));
    }
  }

  /** The pages that somebody wrote. */
  static List<MarkdownPage> written(Path checkout) throws IOException {
    List<String> names = new ArrayList<>(List.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md"));
    try (Stream<Path> files = Files.walk(checkout.resolve("docs"))) {
      files
          .map(file -> checkout.relativize(file).toString())
          .filter(name -> name.endsWith(".md") && !name.matches("docs/(src|target)/.*"))
          .sorted()
          .forEach(names::add);
    }
    List<MarkdownPage> pages = new ArrayList<>();
    for (String name : names) {
      pages.add(new MarkdownPage(name, Files.readString(checkout.resolve(name))));
    }
    return pages;
  }

  /** The pages that the providers write. */
  private static List<MarkdownPage> described(List<MarkdownPage> written, Path plugins) {
    Map<String, MarkdownPage> papers = new LinkedHashMap<>();
    for (MarkdownPage page : written) {
      if (page.source().startsWith("docs/papers/")) {
        papers.put(page.source().replaceAll(".*/|\\.md$", ""), page);
      }
    }
    try (Esscher host =
        Esscher.builder().classPath(Site.class.getClassLoader()).plugins(plugins).build()) {
      if (!host.failures().isEmpty()) {
        throw new IllegalStateException("not every plugin could be loaded: " + host.failures());
      }
      List<ComponentInfo> components = host.components();
      List<MarkdownPage> pages =
          new ArrayList<>(new ComponentPages(components, papers.keySet()).pages());
      pages.add(PapersPage.of(components, papers));
      return pages;
    }
  }

  /**
   * Writes pages.
   *
   * @return the links that are dead, in words
   */
  private List<String> write(List<MarkdownPage> pages, TypeLinks types) throws IOException {
    MarkdownPage home =
        pages.stream()
            .filter(page -> page.source().equals("docs/index.md"))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("there is no docs/index.md"));
    Template template = new Template(Navigation.of(home).section("Reference", REFERENCE));
    MarkdownRenderer renderer = new MarkdownRenderer(types);
    Files.createDirectories(out);
    Files.writeString(out.resolve(Template.STYLE), Template.resource(Template.STYLE));
    pictures();
    List<String> paths = new ArrayList<>();
    for (MarkdownPage page : pages) {
      Destinations destinations = new Destinations(page.source());
      List<String> shown = new ArrayList<>();
      Page rendered =
          renderer.render(
              page,
              destination -> {
                String relative = destinations.relative(destination);
                if (!relative.equals(destination) && !destination.contains(".md")) {
                  shown.add(destinations.file(destination));
                }
                return relative;
              });
      for (String file : shown) {
        sources.show(file);
      }
      paths.add(write(rendered, template));
    }
    for (Page page : sources.pages()) {
      paths.add(write(page, template));
    }
    LinkCheck check = new LinkCheck(out);
    List<String> dead = new ArrayList<>();
    for (String path : paths) {
      dead.addAll(check.dead(path));
    }
    return dead;
  }

  private void pictures() throws IOException {
    Path docs = checkout.resolve("docs");
    try (Stream<Path> files = Files.list(docs)) {
      for (Path file : files.filter(name -> name.toString().endsWith(".svg")).toList()) {
        Files.write(out.resolve(docs.relativize(file).toString()), Files.readAllBytes(file));
      }
    }
  }

  private String write(Page page, Template template) throws IOException {
    Path file = out.resolve(page.path());
    Files.createDirectories(file.getParent());
    Files.writeString(file, template.apply(page));
    return page.path();
  }
}
