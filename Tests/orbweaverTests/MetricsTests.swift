import Testing

@testable import orbweaver

struct MetricsTests {
    @Test func samplesAreWrittenInThePrometheusFormat() {
        var text = PrometheusText()
        text.counter("a_total", "Help.", [([("reason", "x\"y\\z\n")], 3), ([], 0.5)])
        text.gauge("b", "Help.", 2)
        #expect(
            text.text == """
                # HELP a_total Help.
                # TYPE a_total counter
                a_total{reason="x\\"y\\\\z\\n"} 3
                a_total 0.5
                # HELP b Help.
                # TYPE b gauge
                b 2

                """)
    }

    @Test func histogramsAreCumulated() {
        var histogram = Histogram(bounds: [1, 2])
        for value in [0.5, 1, 1.5, 9] { histogram.add(value) }
        var text = PrometheusText()
        text.histogram("h", "Help.", histogram)
        #expect(
            text.text.contains(
                "h_bucket{le=\"1\"} 2\nh_bucket{le=\"2\"} 3\nh_bucket{le=\"+Inf\"} 4\nh_sum 12\nh_count 4"))
    }
}
