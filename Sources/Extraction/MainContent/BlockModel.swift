/// Tells how likely each text block belongs to the main content.
///
/// Two steps: the page as a whole gets a likelihood for each kind of page and an estimate of how much of its text
/// is content, and whether it is a story of a newspaper; these join the rows of the blocks, which are judged one by one. The trees are fitted by
/// `Benchmarks/extraction/train.py` to pages whose content is known and are kept in `BlockModel+Table.swift`.
struct BlockModel {
    private let pages: [TreeEnsemble]
    private let blocks: TreeEnsemble

    static let fitted = BlockModel(BlockModelTable.text)

    init(_ table: StaticString) {
        var reader = TableReader(table)
        pages = (0..<BlockFeatures.pageOutputs).map { _ in TreeEnsemble(&reader) }
        blocks = TreeEnsemble(&reader)
    }

    /// What the model says of a page.
    struct Judgement {
        /// The likelihood of each block.
        let blocks: [Float]
        let type: PageType
        /// How much it looks like the page of a newspaper's story, of which the running text alone is the content.
        let news: Float
    }

    /// Judges a page; `features` gains the columns of the page.
    func judge(_ features: inout BlockFeatures) -> Judgement {
        let summary = features.summary()
        let outputs = pages.map { $0.probabilities(of: summary, width: summary.count)[0] }
        features.fill(outputs)
        let best = outputs.indices.prefix(PageType.allCases.count).max { outputs[$0] < outputs[$1] }
        return Judgement(
            blocks: blocks.probabilities(of: features.values, width: BlockFeatures.columns),
            type: best.map { PageType.allCases[$0] } ?? .article, news: outputs[outputs.count - 1])
    }
}

/// What a page is for; each kind keeps its text in another way.
package enum PageType: String, Sendable, CaseIterable {
    case article
    case forum
    case product
    case collection
    case listing
    case documentation
    case service
}
