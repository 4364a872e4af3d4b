@main
struct Orbweaver {
    static func main() { print("orbweaver") }
}
